/**
 * {@code ./ws bench server}: servers measured under the same load, each in a process of its own,
 * the load in another. This package only tells them what to do, in turns, and counts.
 */
package io.github.wirespeed.bench.server;
