package io.github.wirespeed.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * CPU time of a process in any language, from outside: of all its threads that live, in the kernel
 * and out of it.
 */
public final class CpuTime {
  /** Linux keeps 15 characters of "C2 CompilerThread0". */
  private static final Pattern COMPILER = Pattern.compile("^C[12] Compiler");

  private CpuTime() {}

  /**
   * What it has taken so far, in nanoseconds. From Linux's scheduler to the nanosecond; elsewhere
   * what the platform tells, often in hundredths of a second.
   *
   * @return -1 if nobody knows
   */
  public static long ofProcess(long pid) {
    try {
      return ofThreads(pid, thread -> true);
    } catch (IOException e) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().totalCpuDuration())
          .map(Duration::toNanos)
          .orElse(-1L);
    }
  }

  /**
   * What the compilers of a JVM have taken so far, in nanoseconds; 0 for a program that has none,
   * and where nobody knows.
   */
  public static long ofCompilers(long pid) {
    try {
      return ofThreads(pid, CpuTime::compiles);
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean compiles(Path thread) {
    try {
      return COMPILER.matcher(Files.readString(thread.resolve("comm"))).find();
    } catch (IOException e) {
      return false; // the thread ended meanwhile
    }
  }

  private static long ofThreads(long pid, Predicate<Path> which) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        if (which.test(thread)) {
          sum += ofThread(thread);
        }
      }
    }
    return sum;
  }

  private static long ofThread(Path thread) throws IOException {
    try {
      String[] words = Files.readString(thread.resolve("schedstat")).split(" ", -1);
      return Long.parseLong(words[0]);
    } catch (NoSuchFileException e) {
      if (Files.exists(thread)) {
        throw e; // this kernel does not count
      }
      return 0; // the thread ended meanwhile
    }
  }
}
