#ifndef CABLE_H
#define CABLE_H

/* A cable to a server, which can be pulled, by its arguments. Does not return. */
int cable(int count, char **arguments);

#endif
