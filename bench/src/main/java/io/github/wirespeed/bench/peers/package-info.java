/**
 * The servers that are compared, ours and those of other libraries, each used as its documentation
 * recommends and each in a process of its own: {@link io.github.wirespeed.bench.peers.ServerHost}.
 */
package io.github.wirespeed.bench.peers;
