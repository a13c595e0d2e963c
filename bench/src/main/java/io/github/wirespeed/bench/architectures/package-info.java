/**
 * Five ways to share a connection between threads, each a small working client over the same
 * protocol core: the one that is shipped, and those that it was chosen over. What the network, the
 * protocol and the waiting do is the same in all of them; who does it is not.
 */
package io.github.wirespeed.bench.architectures;
