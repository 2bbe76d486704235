#ifndef CSYSTEM_H
#define CSYSTEM_H

/* Linux calls that Swift's Glibc module does not show.
 *
 * accept4 is declared here by hand: its own header hides it behind _GNU_SOURCE, and that macro
 * turns every `struct sockaddr *` parameter into a union that Swift cannot pass. */

#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <stdint.h>
#include <time.h>

int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

/* Nanoseconds since boot. In C, since Swift takes `timespec` from whichever module showed it first,
 * and in a release build that is one whose members TinyReactor must not see. */
static inline int64_t monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
