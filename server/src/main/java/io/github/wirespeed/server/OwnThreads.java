package io.github.wirespeed.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread for each task: a virtual one where there are such, which Java 17 has not got. */
final class OwnThreads {
  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger THREADS = new AtomicInteger();

  private OwnThreads() {}

  /**
   * An executor that has a thread for every task.
   *
   * @param name of the threads, in front of a number
   */
  static Executor each(String name) {
    ThreadFactory virtual = virtual(name);
    return virtual == null ? pool(name) : task -> virtual.newThread(task).start();
  }

  /** Daemon threads, as many as there are tasks, that wait a while for another. */
  private static ThreadPoolExecutor pool(String name) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE, // a task is a connection: those have a bound of their own
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, name + THREADS.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** {@code Thread.ofVirtual().name(name, 1).factory()}, or null on a JDK before 21. */
  private static ThreadFactory virtual(String name) {
    try {
      Class<?> builder = Class.forName("java.lang.Thread$Builder");
      Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
      Lookup lookup = MethodHandles.publicLookup();
      Object made =
          lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual)).invoke();
      Object named =
          lookup
              .findVirtual(
                  builder, "name", MethodType.methodType(builder, String.class, long.class))
              .invoke(made, name, 1L);
      return (ThreadFactory)
          lookup
              .findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
              .invoke(named);
    } catch (Throwable e) { // an invocation declares it; JDK 19 and 20 have it, and refuse
      return null;
    }
  }
}
