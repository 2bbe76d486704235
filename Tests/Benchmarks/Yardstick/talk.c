#include "talk.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"

char *read_line(char *at, struct line *line) {
  line->time = strtoll(at, &at, 10);
  line->kind = strtoll(at, &at, 10);
  line->member = strtoll(at, &at, 10);
  char *name = at + 1, *tab = strchr(name, '\t'), *end = tab ? strchr(tab, '\n') : NULL;
  if (!end) die("the file of lines");
  line->name = name;
  line->name_length = (size_t)(tab - name);
  line->text = tab + 1;
  line->text_length = (size_t)(end - tab - 1);
  return end + 1;
}

/* Capitals become small, what is neither letter nor digit a space. */
static char folded(char byte) {
  if (byte >= 'A' && byte <= 'Z') return (char)(byte + 'a' - 'A');
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ? byte : ' ';
}

/* Appends the letter at `text`, which is not ASCII, and returns its bytes: German ones lose what
 * makes them German, and one of three bytes, which Japanese has, is a word of its own. */
static size_t fold_letter(const char *text, size_t count, char *out, size_t *used) {
  if (count > 1 && text[0] == '\xC3') {
    char letter = text[1];
    out[(*used)++] = letter == '\xA4' ? 'a' : letter == '\xB6' ? 'o' : letter == '\xBC' ? 'u' : 's';
    if (letter == '\x9F') out[(*used)++] = 's';
    return 2;
  }
  size_t bytes = count < 3 ? count : 3;
  memcpy(out + *used, text, bytes);
  *used += bytes;
  out[(*used)++] = ' ';
  return bytes;
}

size_t fold(const struct line *line, char *out, size_t capacity) {
  size_t used = 0, i = 0, end = capacity - line->name_length - 8;
  while (i < line->text_length && used < end) {
    const char *text = line->text + i;
    if (*text < 0) {
      i += fold_letter(text, line->text_length - i, out, &used);
    } else {
      out[used++] = folded(*text);
      i++;
    }
  }
  memcpy(out + used, " @", 2);
  memcpy(out + used + 2, line->name, line->name_length);
  return used + 2 + line->name_length;
}
