/** What {@code conformance/autobahn/run} runs the public Autobahn test suite against. */
package io.github.wirespeed.conformance.autobahn;
