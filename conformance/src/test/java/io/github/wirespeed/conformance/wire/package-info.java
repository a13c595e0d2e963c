/** Scripted bytes over real sockets: what the peer does is written down to the byte. */
package io.github.wirespeed.conformance.wire;
