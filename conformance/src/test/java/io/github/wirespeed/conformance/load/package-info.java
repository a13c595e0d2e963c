/** Many threads, many connections, and what is left of them: nothing. */
package io.github.wirespeed.conformance.load;
