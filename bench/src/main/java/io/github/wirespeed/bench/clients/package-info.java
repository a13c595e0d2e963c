/**
 * JVM clients that are measured, each in a process of its own that is talked to as {@code
 * bench/foreign/PROTOCOL.md} says.
 */
package io.github.wirespeed.bench.clients;
