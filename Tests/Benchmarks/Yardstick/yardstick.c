/* The yardstick: the least chat that can be measured against.
 *
 * One thread, one epoll, non-blocking sockets. Each line a member sends goes to everybody else as
 * `<N> text` at once: one write per line and member, or per read if that brought many lines. What a
 * socket does not take is kept, up to a limit, and sent when it is writable again. Nothing is
 * cleaned, announced or limited, so what a real chat costs more than this is what its manners cost.
 *
 *     yardstick [--frames MS] [PORT]
 *     yardstick transcript …          another one, which is in transcript.c
 *     yardstick cable PORT TARGET     leads to a server, and can be pulled; in cable.c
 *
 * With --frames the lines for a member are gathered and written every MS milliseconds. Port 0, the
 * default, is any free one. The address is printed once it accepts; it listens on loopback only. */

#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "cable.h"
#include "transcript.h"

enum {
  LINE_BYTES_MAX = 1024,         /* longer ones cost their sender the connection */
  NAME_BYTES_MAX = 16,           /* "<4294967295> " */
  READ_BYTES = 64 * 1024,
  OUTPUT_BYTES_MAX = 8 << 20,    /* unsent; beyond this a reader is too slow and is cut */
  EVENTS_MAX = 512,
  BACKLOG = 4096
};

struct member {
  int fd;
  bool is_gone;         /* to be freed at the end of the turn: an event may still name it */
  bool awaits_writing;  /* epoll tells when its socket takes bytes again */
  size_t name_length;
  char name[NAME_BYTES_MAX];
  struct buffer input, output;
};

static int epoll, listener;
static struct member **members;
static size_t member_count, member_capacity;
static bool someone_is_gone;
static unsigned next_name = 1;
static int64_t frame_ns;     /* between frames; 0: each line is written at once */
static int64_t flush_at_ns;  /* when the gathered frames are due; 0: nothing is gathered */

static int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* ---- Members ---- */

static void watch(int operation, int fd, uint32_t events, void *who) {
  struct epoll_event event = {.events = events, .data.ptr = who};
  if (epoll_ctl(epoll, operation, fd, &event) < 0) die("epoll_ctl");
}

static void await_writing(struct member *member, bool awaits) {
  if (member->awaits_writing == awaits) return;
  member->awaits_writing = awaits;
  watch(EPOLL_CTL_MOD, member->fd, awaits ? EPOLLIN | EPOLLOUT : EPOLLIN, member);
}

static void accept_members(void) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (member_count == member_capacity) {
      member_capacity = member_capacity ? member_capacity * 2 : 64;
      members = realloc(members, member_capacity * sizeof *members);
      if (!members) die("memory");
    }
    struct member *member = calloc(1, sizeof *member);
    if (!member) die("memory");
    member->fd = fd;
    member->name_length = (size_t)snprintf(member->name, NAME_BYTES_MAX, "<%u> ", next_name++);
    members[member_count++] = member;
    watch(EPOLL_CTL_ADD, fd, EPOLLIN, member);
  }
  /* A newcomer that left while it waited is no reason to stop. */
  if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) die("accept");
}

static void lose(struct member *member) { member->is_gone = someone_is_gone = true; }

static void bury_the_gone(void) {
  if (!someone_is_gone) return;
  someone_is_gone = false;
  size_t kept = 0;
  for (size_t i = 0; i < member_count; i++) {
    struct member *member = members[i];
    if (!member->is_gone) {
      members[kept++] = member;
      continue;
    }
    close(member->fd);
    free(member->input.bytes);
    free(member->output.bytes);
    free(member);
  }
  member_count = kept;
}

/* ---- Out ---- */

/* How many bytes the socket took. An error loses the member. */
static size_t send_now(struct member *member, const char *bytes, size_t count) {
  ssize_t sent = send(member->fd, bytes, count, MSG_NOSIGNAL);
  if (sent >= 0) return (size_t)sent;
  if (errno != EAGAIN && errno != EINTR) lose(member);
  return 0;
}

static void flush(struct member *member) {
  struct buffer *output = &member->output;
  drop(output, send_now(member, output->bytes + output->start, waiting(output)));
  if (!member->is_gone) await_writing(member, waiting(output) > 0);
}

static void deliver(struct member *member, const char *bytes, size_t count) {
  struct buffer *output = &member->output;
  bool sends_now = frame_ns == 0 && waiting(output) == 0;
  size_t sent = sends_now ? send_now(member, bytes, count) : 0;
  if (sent == count || member->is_gone) return;
  append(output, bytes + sent, count - sent);
  if (waiting(output) > OUTPUT_BYTES_MAX)
    lose(member);
  else if (sends_now)
    await_writing(member, true);
}

static void broadcast(const struct member *sender, const char *lines, size_t count) {
  for (size_t i = 0; i < member_count; i++)
    if (members[i] != sender && !members[i]->is_gone) deliver(members[i], lines, count);
  if (frame_ns && !flush_at_ns) flush_at_ns = now_ns() + frame_ns;
}

static void flush_frames(void) {
  flush_at_ns = 0;
  for (size_t i = 0; i < member_count; i++) {
    struct member *member = members[i];
    if (!member->is_gone && !member->awaits_writing && waiting(&member->output)) flush(member);
  }
}

/* ---- In ---- */

/* Broadcasts all whole lines, each with its sender's name, and returns how many bytes they were. */
static size_t say_lines(struct member *member, const char *bytes, size_t count) {
  static char named[READ_BYTES];
  size_t said = 0, used = 0;
  const char *newline;
  while ((newline = memchr(bytes + said, '\n', count - said))) {
    size_t length = (size_t)(newline + 1 - (bytes + said));
    if (length > LINE_BYTES_MAX) break;
    if (used + NAME_BYTES_MAX + length > sizeof named) {
      broadcast(member, named, used);
      used = 0;
    }
    memcpy(named + used, member->name, member->name_length);
    memcpy(named + used + member->name_length, bytes + said, length);
    used += member->name_length + length;
    said += length;
  }
  if (used) broadcast(member, named, used);
  if (count - said > LINE_BYTES_MAX) lose(member);
  return said;
}

static void hear(struct member *member) {
  static char bytes[READ_BYTES];
  ssize_t count = read(member->fd, bytes, sizeof bytes);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    lose(member);
    return;
  }
  struct buffer *input = &member->input;
  if (waiting(input)) {
    append(input, bytes, (size_t)count);
    drop(input, say_lines(member, input->bytes + input->start, waiting(input)));
  } else {
    size_t said = say_lines(member, bytes, (size_t)count);
    if (said < (size_t)count && !member->is_gone) append(input, bytes + said, (size_t)count - said);
  }
}

/* ---- The loop ---- */

static uint16_t listen_on(uint16_t port) {
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) die("socket");
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) < 0) die("bind");
  if (listen(listener, BACKLOG) < 0) die("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  return ntohs(address.sin_port);
}

/* Milliseconds to wait, rounded up: a wait that is cut short would spin. */
static int patience_ms(void) {
  if (!flush_at_ns) return -1;
  int64_t rest = flush_at_ns - now_ns();
  return rest <= 0 ? 0 : (int)((rest + 999999) / 1000000);
}

static void turn(void) {
  struct epoll_event events[EVENTS_MAX];
  int count = epoll_wait(epoll, events, EVENTS_MAX, patience_ms());
  if (count < 0 && errno != EINTR) die("epoll_wait");
  for (int i = 0; i < count; i++) {
    struct member *member = events[i].data.ptr;
    if (!member) {
      accept_members();
      continue;
    }
    if (!member->is_gone && events[i].events & EPOLLOUT) flush(member);
    if (!member->is_gone && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) hear(member);
  }
  if (flush_at_ns && now_ns() >= flush_at_ns) flush_frames();
  bury_the_gone();
}

/* A whole number from 0 to `max`, or the end of the program. */
static long number(const char *text, long max) {
  char *end;
  long value = text ? strtol(text, &end, 10) : -1;
  if (value < 0 || value > max || *text == 0 || *end != 0) {
    fprintf(stderr, "usage: yardstick [--frames MS] [PORT]\n");
    exit(2);
  }
  return value;
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "transcript") == 0)
    return transcript(count - 2, arguments + 2);
  if (count > 1 && strcmp(arguments[1], "cable") == 0) return cable(count - 2, arguments + 2);
  long port = 0;
  for (int i = 1; i < count; i++) {
    if (strcmp(arguments[i], "--frames") == 0) {
      frame_ns = number(arguments[++i], 1000) * 1000000;
    } else {
      port = number(arguments[i], 65535);
    }
  }
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) die("epoll_create1");
  port = listen_on((uint16_t)port);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
  printf("listening on 127.0.0.1:%ld\n", port);
  fflush(stdout);
  while (true) turn();
}
