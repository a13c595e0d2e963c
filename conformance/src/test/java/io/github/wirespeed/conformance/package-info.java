/**
 * Wirespeed against the world: other libraries, raw bytes on real sockets, many threads and many
 * connections. Only what is public is used here.
 */
package io.github.wirespeed.conformance;
