/* A cable to a server of this machine, which can be pulled.
 *
 *     yardstick cable PORT TARGET
 *
 * Whoever connects to PORT is connected with TARGET. Standard input says `pull` and `plug`; each is
 * answered with a line. While it is pulled nothing comes through, and nobody is told: what was sent
 * is held, and those who knock are not answered, as the kernel drops what knocks at a full queue; so
 * they try again when a second has passed, and in vain when they have given up. Ends with its
 * input. */

#define _GNU_SOURCE

#include "cable.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "buffer.h"

enum {
  BACKLOG = 128,
  TALKS_MAX = 256,          /* connections at once */
  READ_BYTES = 64 * 1024,
  HELD_BYTES_MAX = 1 << 20, /* unsent; then nothing more is read */
  FILLERS_MAX = 8,          /* who keep the queue full; a backlog of 0 takes one or two */
  KNOCK_MS = 50             /* without an answer for that long, the queue is full */
};

/* Two connections that are one: `ends[0]` knocked, `ends[1]` leads to the target. */
struct talk {
  int ends[2];
  struct buffer to[2]; /* what waits for each of them */
};

static int listener;
static struct sockaddr_in here, target;
static struct talk talks[TALKS_MAX];
static size_t talk_count;
static bool is_pulled;
static int fillers[FILLERS_MAX];
static size_t filler_count;

static struct sockaddr_in loopback(const char *port) {
  return (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)atoi(port)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int reach(const struct sockaddr_in *place) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  if (connect(fd, (const struct sockaddr *)place, sizeof *place) < 0 && errno != EINPROGRESS)
    die("connect");
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static void end(size_t index) {
  struct talk *talk = &talks[index];
  for (int side = 0; side < 2; side++) {
    close(talk->ends[side]);
    free(talk->to[side].bytes);
  }
  *talk = talks[--talk_count];
}

static void welcome(void) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    if (talk_count == TALKS_MAX) {
      close(fd);
      continue;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    talks[talk_count++] = (struct talk){.ends = {fd, reach(&target)}};
  }
}

static short state(int fd, short events, int patience_ms) {
  struct pollfd asked = {.fd = fd, .events = events};
  return poll(&asked, 1, patience_ms) > 0 ? asked.revents : 0;
}

static void pull(void) {
  is_pulled = true;
  listen(listener, 0);
  while (filler_count < FILLERS_MAX) {
    int fd = reach(&here);
    if (!(state(fd, POLLOUT, KNOCK_MS) & POLLOUT)) {
      close(fd);
      return;
    }
    fillers[filler_count++] = fd;
  }
}

static void plug(void) {
  is_pulled = false;
  while (filler_count > 0) close(fillers[--filler_count]);
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) close(fd);
  listen(listener, BACKLOG);
  /* What those have sent who have given up meanwhile never arrives. */
  for (size_t i = talk_count; i-- > 0;)
    if (state(talks[i].ends[0], POLLRDHUP, 0) & (POLLRDHUP | POLLHUP | POLLERR)) end(i);
}

/* False when the talk is over. */
static bool carry(struct talk *talk, int from) {
  static char bytes[READ_BYTES];
  ssize_t count = recv(talk->ends[from], bytes, sizeof bytes, 0);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  if (count > 0) append(&talk->to[!from], bytes, (size_t)count);
  return count > 0;
}

static bool send_to(struct talk *talk, int side) {
  struct buffer *output = &talk->to[side];
  if (!waiting(output)) return true;
  ssize_t count =
      send(talk->ends[side], output->bytes + output->start, waiting(output), MSG_NOSIGNAL);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  drop(output, (size_t)count);
  return true;
}

static void obey(void) {
  char words[64];
  ssize_t count = read(STDIN_FILENO, words, sizeof words - 1);
  if (count <= 0) exit(0);
  words[count] = 0;
  if (strcmp(words, "pull\n") == 0 && !is_pulled) {
    pull();
    puts("pulled");
  } else if (strcmp(words, "plug\n") == 0 && is_pulled) {
    plug();
    puts("plugged");
  }
  fflush(stdout);
}

static void turn(void) {
  static struct pollfd asked[2 + 2 * TALKS_MAX];
  size_t count = is_pulled ? 0 : talk_count;
  asked[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
  asked[1] = (struct pollfd){.fd = is_pulled ? -1 : listener, .events = POLLIN};
  for (size_t i = 0; i < count; i++)
    for (int side = 0; side < 2; side++) {
      short reads = waiting(&talks[i].to[!side]) < HELD_BYTES_MAX ? POLLIN : 0;
      short writes = waiting(&talks[i].to[side]) ? POLLOUT : 0;
      asked[2 + 2 * i + (size_t)side] =
          (struct pollfd){.fd = talks[i].ends[side], .events = reads | writes};
    }
  if (poll(asked, 2 + 2 * count, -1) < 0 && errno != EINTR) die("poll");
  for (size_t i = count; i-- > 0;) {
    bool lasts = true;
    for (int side = 0; side < 2 && lasts; side++)
      if (asked[2 + 2 * i + (size_t)side].revents & ~POLLOUT) lasts = carry(&talks[i], side);
    for (int side = 0; side < 2 && lasts; side++) lasts = send_to(&talks[i], side);
    if (!lasts) end(i);
  }
  if (asked[1].revents) welcome();
  if (asked[0].revents) obey();
}

int cable(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: yardstick cable PORT TARGET\n");
    return 2;
  }
  here = loopback(arguments[0]);
  target = loopback(arguments[1]);
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) die("socket");
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0) die("bind");
  if (listen(listener, BACKLOG) < 0) die("listen");
  while (true) turn();
}
