#include "buffer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void append(struct buffer *buffer, const char *bytes, size_t count) {
  if (buffer->end + count > buffer->capacity) {
    memmove(buffer->bytes, buffer->bytes + buffer->start, waiting(buffer));
    buffer->end = waiting(buffer);
    buffer->start = 0;
    while (buffer->end + count > buffer->capacity)
      buffer->capacity = buffer->capacity ? buffer->capacity * 2 : 512;
    buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    if (!buffer->bytes) die("memory");
  }
  memcpy(buffer->bytes + buffer->end, bytes, count);
  buffer->end += count;
}

void die(const char *what) {
  fprintf(stderr, "yardstick: %s: %s\n", what, strerror(errno));
  exit(1);
}
