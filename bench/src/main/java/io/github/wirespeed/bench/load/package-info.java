/**
 * The load that servers are compared under: a process of its own that writes frames made beforehand
 * to plain sockets, and compares every byte that comes back. It knows no WebSocket library, ours
 * least of all, so that it favours none: nothing here imports anything but the JDK.
 */
package io.github.wirespeed.bench.load;
