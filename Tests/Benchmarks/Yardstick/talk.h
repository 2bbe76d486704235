#ifndef TALK_H
#define TALK_H

#include <stddef.h>
#include <stdint.h>

/* A line of talk; its texts are in the file that was read. */
struct line {
  int64_t time, kind, member;
  const char *name, *text;
  size_t name_length, text_length;
};

/* Reads the line at `at`, `TIME \t KIND \t MEMBER \t NAME \t TEXT \n`, and returns where the next one
 * begins. */
char *read_line(char *at, struct line *line);

/* The line's text as it is indexed, with its speaker's name behind it; returns the bytes of both. */
size_t fold(const struct line *line, char *out, size_t capacity);

#endif
