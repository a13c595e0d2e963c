package io.github.wirespeed.cli;

import io.github.wirespeed.WebSocketException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Failures in words. */
final class Failure {
  private Failure() {}

  /** What happened, for exceptions whose message alone does not say it. */
  static String describe(Throwable e) {
    String message = e.getMessage();
    if (message == null || message.isEmpty()) {
      return e.getClass().getSimpleName();
    }
    if (e instanceof ConnectException
        || e instanceof WebSocketException
        || e instanceof IllegalArgumentException) {
      return message;
    }
    if (e instanceof UnknownHostException) {
      return "unknown host: " + message;
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or directory: " + message;
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied: " + message;
    }
    return e instanceof FileSystemException ? "cannot write: " + message : message;
  }
}
