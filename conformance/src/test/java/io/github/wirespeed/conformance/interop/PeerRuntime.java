package io.github.wirespeed.conformance.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What runs a peer that is a program; a machine may be without it. */
enum PeerRuntime {
  /** Python {@code websockets}. */
  PYTHON("Python websockets", "PYTHONPATH", "target/python", "python3", "python/peer.py"),

  /** {@code ws} of Node.js. */
  NODE("npm ws", "NODE_PATH", "target/node/node_modules", "node", "node/peer.js");

  /** How long a program may take to say whether its library is there. */
  private static final long CHECK_SECONDS = 30;

  /** What was found missing by those that were asked. */
  private static final Map<PeerRuntime, String> CHECKED = new ConcurrentHashMap<>();

  private final String library;
  private final String pathVariable;
  private final String installed;
  private final String interpreter;
  private final String program;

  PeerRuntime(
      String library, String pathVariable, String installed, String interpreter, String program) {
    this.library = library;
    this.pathVariable = pathVariable;
    this.installed = installed;
    this.interpreter = interpreter;
    this.program = program;
  }

  /** A file of the programs, for a test that runs in its module or in the root. */
  private static String file(String name) {
    Path here = Path.of("peers");
    Path peers = Files.isDirectory(here) ? here : Path.of("conformance", "peers");
    return peers.resolve(name).toAbsolutePath().toString();
  }

  /** Why it cannot run here, in words for whoever reads the list of skipped tests; else empty. */
  String missing() throws Exception {
    // Two that ask at once both look, which does no harm.
    String known = CHECKED.get(this);
    if (known == null) {
      known = check();
      CHECKED.put(this, known);
    }
    return known;
  }

  private String check() throws Exception {
    Process process;
    try {
      process = builder("--check").redirectErrorStream(true).start();
    } catch (IOException e) {
      return library + " left out: " + e.getMessage();
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)) {
        return library + " left out: " + interpreter + " did not answer";
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.exitValue() == 0
          ? ""
          : library + " left out: " + said + " (conformance/peers/install installs it)";
    } finally {
      process.destroyForcibly();
    }
  }

  /** What starts the program. */
  ProcessBuilder builder(String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(interpreter, file(program));
    builder.command().addAll(List.of(arguments));
    builder.environment().put(pathVariable, file(installed));
    builder.environment().put("PYTHONUNBUFFERED", "1");
    return builder;
  }

  @Override
  public String toString() {
    return library;
  }
}
