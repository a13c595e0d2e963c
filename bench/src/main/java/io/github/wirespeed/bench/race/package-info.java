/**
 * {@code ./ws bench peers}: our clients beside those of other libraries, in any language, against
 * servers that are not ours. Each client is a process of its own, which is talked to as {@code
 * bench/foreign/PROTOCOL.md} says.
 */
package io.github.wirespeed.bench.race;
