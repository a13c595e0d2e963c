/**
 * {@code ./ws bench growth}: what a message costs as connections and payloads grow, and where those
 * curves bend.
 */
package io.github.wirespeed.bench.growth;
