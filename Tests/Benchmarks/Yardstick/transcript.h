#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

/* What SQLite itself does with lines of talk, by its arguments. Returns an exit status. */
int transcript(int count, char **arguments);

#endif
