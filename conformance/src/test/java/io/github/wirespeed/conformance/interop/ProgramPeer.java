package io.github.wirespeed.conformance.interop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A connection of a peer that is a program. */
final class ProgramPeer extends ForeignPeer {
  /** Done when the program says that it is open. */
  final CompletableFuture<ProgramPeer> opened = new CompletableFuture<>();

  private final PeerProgram program;
  private final int id;

  ProgramPeer(PeerProgram program, int id) {
    // At the path of echoes the program answers itself.
    super(false);
    this.program = program;
    this.id = id;
  }

  private ObjectNode command(String what) {
    return PeerProgram.command(what, id);
  }

  @Override
  void text(String text) throws IOException {
    program.tell(command("send").put("text", text));
  }

  @Override
  void binary(byte[] bytes) throws IOException {
    program.tell(command("send").put("binary", bytes));
  }

  @Override
  void textFragments(List<String> parts, byte[] ping) throws IOException {
    ObjectNode command = command("fragments");
    ArrayNode array = command.putArray("text");
    parts.forEach(array::add);
    fragments(command, ping);
  }

  @Override
  void binaryFragments(List<byte[]> parts, byte[] ping) throws IOException {
    ObjectNode command = command("fragments");
    ArrayNode array = command.putArray("binary");
    parts.forEach(array::add);
    fragments(command, ping);
  }

  private void fragments(ObjectNode command, byte[] ping) throws IOException {
    if (ping != null) {
      command.put("ping", ping);
    }
    program.tell(command);
  }

  @Override
  void unfinished(byte[] part) throws IOException {
    program.tell(command("unfinished").put("binary", part));
  }

  @Override
  void pong(byte[] payload) throws IOException {
    program.tell(command("pong").put("binary", payload));
  }

  @Override
  void close(int code, String reason) throws IOException {
    program.tell(command("close").put("code", code).put("reason", reason));
  }

  @Override
  void closeEmpty() throws IOException {
    program.tell(command("closeEmpty"));
  }

  @Override
  void abort() throws IOException {
    program.tell(command("abort"));
  }
}
