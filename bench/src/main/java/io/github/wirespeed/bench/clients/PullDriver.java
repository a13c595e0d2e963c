package io.github.wirespeed.bench.clients;

/** Sends and receives on the thread that measures. */
final class PullDriver implements Driver {
  private final PullLink link;

  PullDriver(PullLink link) {
    this.link = link;
  }

  @Override
  public long check(byte[] payload) throws Exception {
    link.prepare(payload);
    send(1);
    Driver.checkSize(link.receive(), payload.length);
    return Driver.crc(link.payload());
  }

  @Override
  public Outcome run(Plan plan) throws Exception {
    link.prepare(Plan.payload(plan.size(), 0));
    return plan.stream() ? stream(plan) : units(plan);
  }

  private Outcome units(Plan plan) throws Exception {
    long messages = 0;
    long start = System.nanoTime();
    long before = start;
    do {
      send(plan.unit());
      link.receive(plan.unit(), plan.size());
      messages += plan.unit();
      long now = System.nanoTime();
      plan.times().add(now - before);
      before = now;
    } while (before - start < plan.nanos());
    return new Outcome(messages, before - start);
  }

  private Outcome stream(Plan plan) throws Exception {
    long messages = 0;
    long start = System.nanoTime();
    send(plan.unit());
    do {
      for (int i = 0; i < plan.unit(); i++) {
        link.receive(1, plan.size());
        send(1);
      }
      messages += plan.unit();
    } while (System.nanoTime() - start < plan.nanos());
    link.receive(plan.unit(), plan.size());
    return new Outcome(messages + plan.unit(), System.nanoTime() - start);
  }

  private void send(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      link.send();
    }
    link.flush();
  }
}
