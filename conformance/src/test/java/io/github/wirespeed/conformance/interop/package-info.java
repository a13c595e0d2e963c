/**
 * Both ways with libraries that are not ours. A library is a {@link
 * io.github.wirespeed.conformance.interop.ForeignServer} or a {@link
 * io.github.wirespeed.conformance.interop.ForeignClient}, one class each; the contracts are the
 * tests, and the classes at the end of them only choose a library.
 */
package io.github.wirespeed.conformance.interop;
