package io.github.wirespeed.client;

import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cookies of a {@link CookieHandler}, which knows {@code http} and {@code https} only: {@code
 * ws} is {@code http} to it, {@code wss} is {@code https}, as RFC 6455 4.1 sends cookies.
 * Stateless.
 */
final class Cookies {
  private static final String HEADER = "Cookie";

  private Cookies() {}

  /**
   * The headers of a request with the handler's cookies. Those join the ones that the user gave in
   * a header, for RFC 6265 5.4 allows one Cookie header; where both have a cookie of a name, the
   * user's is sent.
   *
   * @return the request's own headers if there is no handler, or it has no cookies
   * @throws IOException of the handler
   */
  static List<Map.Entry<String, String>> with(Request request, List<Map.Entry<String, String>> own)
      throws IOException {
    CookieHandler handler = request.reach().cookies();
    if (handler == null) {
      return own;
    }
    List<String> pairs = new ArrayList<>();
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : own) {
      if (header.getKey().equalsIgnoreCase(HEADER)) {
        pairs.add(header.getValue());
      } else {
        headers.add(header);
      }
    }
    int given = pairs.size();
    addCookies(handler.get(httpUri(request.uri()), byName(own)), pairs);
    if (pairs.size() == given) {
      return own;
    }
    headers.add(Map.entry(HEADER, String.join("; ", pairs)));
    return headers;
  }

  /**
   * Gives the handler what a response sets, whatever its status.
   *
   * @param request that was answered
   * @throws IOException of the handler
   */
  static void store(Request request, HttpHead response) throws IOException {
    CookieHandler handler = request.reach().cookies();
    if (handler != null) {
      handler.put(httpUri(request.uri()), response.asMap());
    }
  }

  private static void addCookies(Map<String, List<String>> fromHandler, List<String> pairs) {
    List<String> names = new ArrayList<>();
    for (String given : pairs) {
      for (String pair : given.split(";", -1)) {
        names.add(name(pair));
      }
    }
    for (Map.Entry<String, List<String>> header : fromHandler.entrySet()) {
      if (header.getKey().equalsIgnoreCase(HEADER)) {
        for (String pair : header.getValue()) {
          if (!names.contains(name(pair))) {
            pairs.add(pair);
          }
        }
      }
    }
  }

  private static String name(String pair) {
    int equals = pair.indexOf('=');
    return (equals < 0 ? pair : pair.substring(0, equals)).strip();
  }

  private static Map<String, List<String>> byName(List<Map.Entry<String, String>> headers) {
    Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, String> header : headers) {
      map.computeIfAbsent(header.getKey(), name -> new ArrayList<>()).add(header.getValue());
    }
    return map;
  }

  private static URI httpUri(WebSocketUri uri) {
    String scheme = uri.secure() ? "https://" : "http://";
    return URI.create(scheme + uri.hostHeader() + uri.resourceName());
  }
}
