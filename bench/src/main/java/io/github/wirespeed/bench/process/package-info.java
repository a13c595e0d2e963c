/** The processes of a bench: where they run, what they say, and what CPU time they take. */
package io.github.wirespeed.bench.process;
