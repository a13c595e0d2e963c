package io.github.wirespeed.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Catches what servers log, so that it does not reach the console. */
final class ServerLog extends Handler implements AutoCloseable {
  final BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();
  private final Logger logger = Logger.getLogger("io.github.wirespeed.server");

  ServerLog() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord one) {
    records.add(one);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
