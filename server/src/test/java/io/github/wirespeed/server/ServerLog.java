package io.github.wirespeed.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the server logs, kept from the console. */
final class ServerLog extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("io.github.wirespeed.server");
  final BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();

  ServerLog() {
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  /** The next record, when it is there. */
  LogRecord next() throws InterruptedException {
    LogRecord record = records.poll(20, TimeUnit.SECONDS);
    if (record == null) {
      throw new AssertionError("nothing was logged");
    }
    return record;
  }

  /** What was logged and not looked at. */
  List<String> rest() {
    List<String> rest = new ArrayList<>();
    records.forEach(record -> rest.add(record.getMessage()));
    return rest;
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
