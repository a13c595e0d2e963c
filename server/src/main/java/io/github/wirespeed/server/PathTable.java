package io.github.wirespeed.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What belongs to which path: a tree, a level for each segment. The more special wins, segment by
 * segment from the left: a literal over a parameter over a {@code **}. A look-up touches a node of
 * the tree once at most, whatever the path. Immutable.
 */
final class PathTable<T> {
  private final Node<T> root = new Node<>();

  private static final class Node<T> {
    private final Map<String, Node<T>> literals = new HashMap<>();
    private Node<T> parameter; // null for none
    private Leaf<T> here; // where a path may end; null for none
    private Leaf<T> rest; // of a ** behind this segment; null for none
  }

  private record Leaf<T>(T value, List<String> parameters) {}

  /** What a path belongs to, and what stands in it for the parameters. */
  record Found<T>(T value, Map<String, String> parameters) {}

  PathTable(Map<RoutePattern, T> values) {
    values.forEach(this::add);
  }

  private void add(RoutePattern pattern, T value) {
    Leaf<T> leaf = new Leaf<>(value, pattern.parameters());
    Node<T> node = root;
    for (RoutePattern.Segment segment : pattern.segments()) {
      switch (segment.kind()) {
        case LITERAL -> node = node.literals.computeIfAbsent(segment.literal(), s -> new Node<>());
        case PARAMETER -> {
          if (node.parameter == null) {
            node.parameter = new Node<>();
          }
          node = node.parameter;
        }
        case REST -> {
          node.rest = leaf; // the last segment
          return;
        }
      }
    }
    node.here = leaf;
  }

  /** Null for a path that nothing belongs to. */
  Found<T> find(RequestPath path) {
    List<String> values = new ArrayList<>();
    Leaf<T> leaf = find(root, path.segments(), 0, values);
    if (leaf == null) {
      return null;
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < leaf.parameters.size(); i++) {
      parameters.put(leaf.parameters.get(i), values.get(i));
    }
    return new Found<>(leaf.value, Map.copyOf(parameters));
  }

  /** As deep as the tree is, not the path. */
  private Leaf<T> find(Node<T> node, List<String> path, int at, List<String> values) {
    if (at == path.size()) {
      return node.here != null ? node.here : node.rest;
    }
    String segment = path.get(at);
    Node<T> literal = node.literals.get(segment);
    Leaf<T> found = literal == null ? null : find(literal, path, at + 1, values);
    if (found == null && node.parameter != null && !segment.isEmpty()) {
      values.add(segment);
      found = find(node.parameter, path, at + 1, values);
      if (found == null) {
        values.remove(values.size() - 1);
      }
    }
    return found != null ? found : node.rest;
  }
}
