package io.github.wirespeed.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The path of a route, taken apart and checked. Two are equal if they match the same paths,
 * whatever they call their parameters. Immutable.
 */
final class RoutePattern {
  private final String path;
  private final List<Segment> segments;
  private final List<String> parameters;

  /** What a segment matches. */
  enum Kind {
    LITERAL,
    PARAMETER,
    REST
  }

  /**
   * One segment.
   *
   * @param literal decoded; empty unless it is one
   */
  record Segment(Kind kind, String literal) {}

  private RoutePattern(String path, List<Segment> segments, List<String> parameters) {
    this.path = path;
    this.segments = segments;
    this.parameters = parameters;
  }

  /**
   * Takes a path apart.
   *
   * @throws IllegalArgumentException if it is none that a request could match
   */
  static RoutePattern of(String path) {
    if (!path.startsWith("/")) {
      throw bad(path, "does not start with a slash");
    }
    List<Segment> segments = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : path.substring(1).split("/", -1)) {
      if (!segments.isEmpty() && segments.get(segments.size() - 1).kind == Kind.REST) {
        throw bad(path, "goes on after **");
      }
      if (text.equals("**")) {
        segments.add(new Segment(Kind.REST, ""));
      } else if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
        String name = parameter(path, text);
        if (!names.add(name)) {
          throw bad(path, "has the parameter \"" + name + "\" twice");
        }
        parameters.add(name);
        segments.add(new Segment(Kind.PARAMETER, ""));
      } else {
        segments.add(new Segment(Kind.LITERAL, literal(path, text)));
      }
    }
    return new RoutePattern(path, List.copyOf(segments), List.copyOf(parameters));
  }

  private static String parameter(String path, String segment) {
    if (!segment.startsWith("{") || !segment.endsWith("}")) {
      throw bad(
          path, "has the segment \"" + segment + "\", which is no whole parameter like {name}");
    }
    String name = segment.substring(1, segment.length() - 1);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '-') {
        throw bad(path, "has the parameter \"" + name + "\" with '" + c + "' in its name");
      }
    }
    if (name.isEmpty()) {
      throw bad(path, "has a parameter without a name");
    }
    return name;
  }

  private static String literal(String path, String segment) {
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '?' || c == '#') {
        throw bad(path, "has '" + c + "', at which a path ends");
      }
      if (c == '*') {
        throw bad(
            path,
            "has the segment \"" + segment + "\": {name} matches one, a last ** all that follow");
      }
    }
    RequestPath.Decoded decoded = RequestPath.decode(segment);
    if (decoded.problem() != null) {
      throw bad(path, "cannot be decoded: " + decoded.problem());
    }
    if (RequestPath.isDots(decoded.text())) {
      throw bad(path, "has the segment \"" + segment + "\", which no request may have");
    }
    return decoded.text();
  }

  private static IllegalArgumentException bad(String path, String problem) {
    return new IllegalArgumentException("path \"" + path + "\" " + problem);
  }

  List<Segment> segments() {
    return segments;
  }

  /** The names of its parameters, from the left. */
  List<String> parameters() {
    return parameters;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoutePattern pattern && pattern.segments.equals(segments);
  }

  @Override
  public int hashCode() {
    return segments.hashCode();
  }

  /** As it was given. */
  @Override
  public String toString() {
    return path;
  }
}
