package io.github.wirespeed.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * CPU time of a process in any language, from outside: of all its threads that live, in the kernel
 * and out of it.
 */
public final class CpuTime {
  private CpuTime() {}

  /**
   * What it has taken so far, in nanoseconds. From Linux's scheduler to the nanosecond; elsewhere
   * what the platform tells, often in hundredths of a second.
   *
   * @return -1 if nobody knows
   */
  public static long ofProcess(long pid) {
    Path tasks = Path.of("/proc/" + pid + "/task");
    long sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        sum += ofThread(thread);
      }
      return sum;
    } catch (IOException e) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().totalCpuDuration())
          .map(Duration::toNanos)
          .orElse(-1L);
    }
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
