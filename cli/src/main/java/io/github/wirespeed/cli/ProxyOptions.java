package io.github.wirespeed.cli;

import io.github.wirespeed.Proxy;
import io.github.wirespeed.WebSocketOptions;
import picocli.CommandLine.Option;

/** Which proxy is gone through. */
final class ProxyOptions {
  @Option(
      names = "--proxy",
      paramLabel = "URL",
      description = "http, https, socks5 or socks4a://[USER:PASSWORD@]HOST[:PORT]")
  private String url;

  @Option(
      names = "--proxy-from-environment",
      description = "What HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY say.")
  private boolean environment;

  @Option(
      names = "--proxy-system",
      description = "What the JVM's system properties say, such as https.proxyHost.")
  private boolean system;

  /**
   * The options with these.
   *
   * @throws IllegalArgumentException if one is wrong: says which, and why
   */
  WebSocketOptions addTo(WebSocketOptions options) {
    int given = (url == null ? 0 : 1) + (environment ? 1 : 0) + (system ? 1 : 0);
    if (given > 1) {
      throw new IllegalArgumentException(
          "of --proxy, --proxy-from-environment and --proxy-system only one can be");
    }
    if (url != null) {
      return options.proxy(proxy(url));
    }
    if (environment) {
      return options.proxy(Proxy.environment());
    }
    return system ? options.proxy(Proxy.system()) : options;
  }

  private static Proxy proxy(String url) {
    try {
      return Proxy.of(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--proxy: " + e.getMessage(), e);
    }
  }
}
