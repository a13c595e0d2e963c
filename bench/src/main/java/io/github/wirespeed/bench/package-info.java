/**
 * {@code ./ws bench}: this library measured against the raw socket that carries the same bytes. All
 * figures of a comparison come from one run, in turns, so that the machine cancels out.
 */
package io.github.wirespeed.bench;
