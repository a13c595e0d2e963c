package io.github.wirespeed.conformance.kit;

import io.github.wirespeed.protocol.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lines of the kit, as they are written down rule by rule. */
final class Lines {
  private static final List<Line> ALL = write();

  private final List<Line> all = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private String rule;
  private Role only;
  private boolean raw;
  private String extension;

  private Lines() {}

  /** All of them, in the order of the page. */
  static List<Line> all() {
    return ALL;
  }

  private static List<Line> write() {
    Lines lines = new Lines();
    FrameLines.write(lines);
    MessageLines.write(lines);
    Utf8Lines.write(lines);
    CloseLines.write(lines);
    DeflateLines.write(lines);
    return List.copyOf(lines.all);
  }

  /** What follows is a case of this rule, for both roles. */
  Lines rule(String id) {
    rule = id;
    only = null;
    raw = false;
    extension = "";
    return this;
  }

  /** What follows is for that role only. */
  Lines only(Role role) {
    only = role;
    return this;
  }

  /** What follows is on the wire as it is written, without a mask of ours. */
  Lines raw() {
    raw = true;
    return this;
  }

  /** What follows is for a connection that has agreed on this. */
  Lines extension(String agreed) {
    extension = agreed;
    return this;
  }

  /** A rule that is broken before anything came of it. */
  void broken(String name, String frames, int code, String value) {
    broken(name, frames, List.of(), code, value);
  }

  /** A rule that is broken after those events. */
  void broken(String name, String frames, List<String> events, int code, String value) {
    add(name, frames, events, code, value);
  }

  /** Frames that are right, behind which the peer closes with 1000. */
  void right(String name, String frames, String... events) {
    String close = raw ? "; 88 82|00000000 03E8" : "; 88 02|03E8";
    add(name, frames + close, List.of(events), 1000, "");
  }

  /** Frames that are right, the peer's Close among them. */
  void closing(String name, String frames, int code, String... events) {
    add(name, frames, List.of(events), code, "");
  }

  private void add(String name, String frames, List<String> events, int code, String value) {
    int number = numbers.merge(rule, 1, Integer::sum);
    all.add(new Line(rule, number, name, only, raw, extension, frames, events, code, value));
  }

  /** A byte as it is written in the frames of a line. */
  static String hex(int octet) {
    return String.format(Locale.ROOT, "%02X", octet);
  }

  /** A byte as a message names it. */
  static String named(int octet) {
    return "0x" + hex(octet);
  }
}
