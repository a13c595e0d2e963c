/** Compressed connections of ours, from end to end. */
package io.github.wirespeed.conformance.compression;
