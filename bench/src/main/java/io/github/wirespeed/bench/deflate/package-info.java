/** Compressed messages: ours beside the libraries that speak permessage-deflate too. */
package io.github.wirespeed.bench.deflate;
