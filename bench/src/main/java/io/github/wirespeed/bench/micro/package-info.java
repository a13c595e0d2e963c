/**
 * The choices inside the core that one number decides: what is shipped (A) against what is not (B),
 * under JMH. {@code ./ws bench micro} runs them all; the decisions under {@code docs/decisions}
 * quote them.
 */
package io.github.wirespeed.bench.micro;
