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

int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

#endif
