package io.github.wirespeed;

/**
 * How messages are compressed that many connections get: those that agree in it get the same bytes.
 *
 * @param windowBits how far back such a message may refer, in itself, as a power of two
 * @param level 0 to 9, or -1 for zlib's own choice
 * @param threshold messages of fewer bytes are sent as they are
 */
record SharedDeflate(int windowBits, int level, int threshold) {}
