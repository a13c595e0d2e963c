package io.github.wirespeed.transport;

import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Starts the threads of the tests: platform ones, or virtual ones where the JDK has them. */
public enum Threads {
  PLATFORM {
    @Override
    public Thread start(Runnable body) {
      Thread thread = new Thread(body, "test");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
  },
  VIRTUAL {
    @Override
    public Thread start(Runnable body) {
      try {
        return (Thread) START_VIRTUAL.invoke(null, body);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
  };

  private static final Method START_VIRTUAL = startVirtual();

  public abstract Thread start(Runnable body);

  public static boolean haveVirtual() {
    return START_VIRTUAL != null;
  }

  /** Runs {@code body} to its end in a thread of this kind and hands on what it threw. */
  public <T> T call(Callable<T> body) throws Exception {
    return run(body).result();
  }

  public <T> Run<T> run(Callable<T> body) {
    FutureTask<T> task = new FutureTask<>(body);
    return new Run<>(task, start(task));
  }

  /** A body at work in a thread of its own. */
  public record Run<T>(FutureTask<T> task, Thread thread) {

    public T result() throws Exception {
      try {
        return task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }

    /** Returns when the thread sleeps: parked, or inside a native call below a selector. */
    Run<T> untilAsleep() {
      while (!task.isDone() && !asleep()) {
        Thread.onSpinWait();
      }
      return this;
    }

    private boolean asleep() {
      switch (thread.getState()) {
        case WAITING, TIMED_WAITING -> {
          return true;
        }
        case RUNNABLE -> {
          StackTraceElement[] stack = thread.getStackTrace();
          if (stack.length == 0 || !stack[0].isNativeMethod()) {
            return false;
          }
          for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("lockAndDoSelect")) {
              return true;
            }
          }
          return false;
        }
        default -> {
          return false;
        }
      }
    }
  }

  private static Method startVirtual() {
    try {
      return Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
