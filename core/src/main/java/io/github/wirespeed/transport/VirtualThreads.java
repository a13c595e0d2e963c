package io.github.wirespeed.transport;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Tells virtual threads apart, which Java 17, our baseline, has not got. Any thread. */
public final class VirtualThreads {

  /** {@code Thread.isVirtual()}, or null on a JDK before 21; constant, so that the JIT folds it. */
  private static final MethodHandle IS_VIRTUAL = find();

  private VirtualThreads() {}

  /** Whether the calling thread is a virtual one; always {@code false} before JDK 21. */
  public static boolean isCurrent() {
    if (IS_VIRTUAL == null) {
      return false;
    }
    try {
      return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable cause) { // invokeExact declares it, isVirtual() throws nothing
      throw new AssertionError(cause);
    }
  }

  private static MethodHandle find() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null;
    }
  }
}
