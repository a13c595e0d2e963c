package io.github.wirespeed.examples.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window. For one thread. */
public final class Chromium implements AutoCloseable {
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox", // root has none
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-dev-shm-usage", // containers have little of it
          // One tab is in front; timers of the others must not be slowed down.
          "--disable-background-timer-throttling",
          "--disable-renderer-backgrounding",
          "--disable-backgrounding-occluded-windows",
          "--remote-debugging-port=0");

  private final Process process;
  private final Thread atExit;
  private final DevTools devTools;
  private final List<String> targets = new ArrayList<>(); // its pages

  private Chromium(Process process, Thread atExit, DevTools devTools) {
    this.process = process;
    this.atExit = atExit;
    this.devTools = devTools;
  }

  /**
   * Starts it; where it is not installed, the test is skipped.
   *
   * @param directory empty; it keeps its profile and its output there
   */
  public static Chromium start(Path directory) throws IOException, InterruptedException {
    Path program =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(name -> Path.of("/usr/bin", name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(
        program != null,
        "Chromium left out: not installed (conformance/peers/install installs it)");
    Path profile = directory.resolve("profile");
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(FLAGS);
    command.addAll(List.of("--user-data-dir=" + profile, "about:blank"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .put("TMPDIR", directory.toString()); // it is killed, and cleans up nothing
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    Thread atExit = new Thread(() -> end(process));
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      return new Chromium(process, atExit, connect(process, profile.resolve("DevToolsActivePort")));
    } catch (Throwable t) {
      end(process);
      Runtime.getRuntime().removeShutdownHook(atExit);
      throw new AssertionError("Chromium does not start: " + Files.readString(output), t);
    }
  }

  /** It writes where it listens into a file: the port, and a path that nobody can guess. */
  private static DevTools connect(Process process, Path file)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - start < HANG_NANOS) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() == 2) {
        return new DevTools("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      Thread.sleep(10);
    }
    throw new IOException(process.isAlive() ? "it does not listen" : "it ended");
  }

  /** Opens a page in a new tab, and waits until it is there. */
  public Page open(String url) throws IOException, InterruptedException {
    String target =
        devTools
            .call(null, "Target.createTarget", devTools.parameters().put("url", url))
            .get("targetId")
            .asText();
    targets.add(target);
    String session =
        devTools
            .call(
                null,
                "Target.attachToTarget",
                devTools.parameters().put("targetId", target).put("flatten", true))
            .get("sessionId")
            .asText();
    Page page = new Page(devTools, session);
    // A tab begins with an empty page.
    page.await("location.href !== 'about:blank' && document.readyState === 'complete'");
    return page;
  }

  /** Closes all pages: one that tries to connect again must not come to another test's server. */
  public void closePages() throws IOException {
    for (String target : targets) {
      devTools.call(null, "Target.closeTarget", devTools.parameters().put("targetId", target));
    }
    targets.clear();
  }

  @Override
  public void close() {
    try {
      devTools.call(null, "Browser.close", devTools.parameters());
      devTools.close();
      process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    } catch (IOException | CompletionException e) {
      // It is ended in the other way.
    } finally {
      end(process);
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  /** With its own processes, which write into the directory as long as they live. */
  private static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
