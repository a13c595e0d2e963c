package io.github.wirespeed.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A {@link Mailbox} loses nothing and keeps the order of each sender. */
public final class MailboxStress {
  private MailboxStress() {}

  /** A letter that says which one it is: plainly, so that the push must make it visible. */
  static final class Note implements Mailbox.Letter<Note> {
    private int number;
    private Note link;

    Note(int number) {
      this.number = number;
    }

    @Override
    public Note linked() {
      return link;
    }

    @Override
    public void link(Note other) {
      link = other;
    }
  }

  private static int taken(Mailbox<Note> mailbox) {
    Note note = mailbox.poll();
    return note == null ? 0 : note.number;
  }

  /** Two senders at once. */
  @JCStressTest
  @Outcome(
      id = {"1234", "1324", "1342", "3124", "3142", "3412"},
      expect = ACCEPTABLE,
      desc = "All letters, those of each sender in order.")
  @Outcome(expect = FORBIDDEN, desc = "A letter was lost or overtaken.")
  @State
  public static class TwoSenders {
    private final Mailbox<Note> mailbox = new Mailbox<>();

    /** Leaves 1 and 2. */
    @Actor
    public void one() {
      mailbox.push(new Note(1));
      mailbox.push(new Note(2));
    }

    /** Leaves 3 and 4. */
    @Actor
    public void other() {
      mailbox.push(new Note(3));
      mailbox.push(new Note(4));
    }

    /** Reads everything. */
    @Arbiter
    public void reader(I_Result r) {
      for (int i = 0; i < 4; i++) {
        r.r1 = 10 * r.r1 + taken(mailbox);
      }
    }
  }

  /** A sender while somebody reads. */
  @JCStressTest
  @Outcome(id = "12, 3", expect = ACCEPTABLE, desc = "In order, whenever they were taken.")
  @Outcome(expect = FORBIDDEN, desc = "A letter was lost, doubled or overtaken.")
  @State
  public static class SenderAndReader {
    private final Mailbox<Note> mailbox = new Mailbox<>();
    private int read; // the reader's

    private void readOnce() {
      int number = taken(mailbox);
      read = number == 0 ? read : 10 * read + number;
    }

    /** Leaves 1, 2 and 3. */
    @Actor
    public void sender() {
      mailbox.push(new Note(1));
      mailbox.push(new Note(2));
      mailbox.push(new Note(3));
    }

    /** Looks a few times. */
    @Actor
    public void reader() {
      for (int i = 0; i < 4; i++) {
        readOnce();
      }
    }

    /** Reads what is left. */
    @Arbiter
    public void rest(II_Result r) {
      for (int i = 0; i < 4; i++) {
        readOnce();
      }
      r.r1 = read / 10;
      r.r2 = read % 10;
    }
  }
}
