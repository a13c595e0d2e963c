package io.github.wirespeed.client;

import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * The proxy that the variables of an environment name: {@code HTTP_PROXY} for {@code ws}, {@code
 * HTTPS_PROXY} for {@code wss}, else {@code ALL_PROXY}, unless {@code NO_PROXY} has the server. In
 * small letters they come first. Immutable.
 */
public final class ProxyEnvironment implements ProxyHop.Choice {
  private final Map<String, String> variables;

  /** With the variables of an environment; the others in it say nothing. */
  public ProxyEnvironment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  @Override
  public ProxyHop choose(WebSocketUri uri) throws IOException {
    String name = set(uri.secure() ? "https_proxy" : "http_proxy");
    if (name == null) {
      name = set("all_proxy");
    }
    if (name == null || bypasses(uri)) {
      return null;
    }
    String value = variables.get(name).strip();
    try {
      // A bare host and port is the older spelling.
      return ProxyUrl.parse(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException e) {
      throw malformed(name, e);
    }
  }

  private boolean bypasses(WebSocketUri uri) throws IOException {
    String name = set("no_proxy");
    if (name == null) {
      return false;
    }
    try {
      return new ProxyBypass(variables.get(name)).holds(uri.host(), uri.port());
    } catch (IllegalArgumentException e) {
      throw malformed(name, e);
    }
  }

  /** The variable's name as it is set; null if it is not, or empty. */
  private String set(String small) {
    String large = small.toUpperCase(Locale.ROOT);
    for (String name : new String[] {small, large}) {
      // In a CGI program HTTP_PROXY is the header Proxy of whoever sent the request (httpoxy).
      boolean foreign = name.equals("HTTP_PROXY") && variables.containsKey("REQUEST_METHOD");
      if (!foreign && !variables.getOrDefault(name, "").isBlank()) {
        return name;
      }
    }
    return null;
  }

  private static IOException malformed(String name, IllegalArgumentException e) {
    return new IOException("environment variable " + name + ": " + e.getMessage());
  }

  @Override
  public String toString() {
    return "environment";
  }
}
