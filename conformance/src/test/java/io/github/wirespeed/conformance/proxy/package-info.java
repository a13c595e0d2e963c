/**
 * Our legs through proxies that are not ours. A {@link
 * io.github.wirespeed.conformance.proxy.ProxyProgram} is started for a test, with a configuration
 * of its own, and ended by it; what is not installed leaves its tests out.
 */
package io.github.wirespeed.conformance.proxy;
