package io.github.wirespeed.bench.race;

import java.util.Set;

/**
 * Who is measured.
 *
 * @param name of the library, as it is typed
 * @param waiting how its threads wait: adaptive or blocking
 */
record Entrant(String name, String language, Kind kind, String waiting) {
  private static final Set<String> NATIVE = Set.of("rust", "cpp");

  /** Whose it is. */
  enum Kind {
    OURS,
    /** The bytes on a plain socket, without a WebSocket library. */
    FLOOR,
    /** Another library's on the JVM. */
    JVM,
    /** One of another language. */
    FOREIGN
  }

  boolean peer() {
    return kind == Kind.JVM || kind == Kind.FOREIGN;
  }

  /** Whether it is compiled to machine code before it runs, and collects no garbage. */
  boolean compiled() {
    return kind == Kind.FOREIGN && NATIVE.contains(language);
  }

  /** With how it waits, where it is measured both ways. */
  String label() {
    return peer() ? name : name + " " + waiting;
  }

  /** Whether "NAME", or "NAME:WAIT", means it. */
  boolean is(String typed) {
    return typed.equals(name) || typed.equals(name + ":" + waiting);
  }
}
