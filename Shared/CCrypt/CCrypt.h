#ifndef CCRYPT_H
#define CCRYPT_H

/* crypt(3) of libxcrypt: what the system hashes its own passwords with. */
#include <crypt.h>

#endif
