package io.github.wirespeed.cli;

import io.github.wirespeed.bench.BenchCommand;
import io.github.wirespeed.bench.HelpOption;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./ws}. Exit codes: 0 done, 1 it failed, 2 it was called wrongly. What is wrong is one
 * line, never a stack trace.
 */
@Command(
    name = "ws",
    description = "WebSockets at the speed of the socket.",
    subcommands = {BenchCommand.class, EchoCommand.class, ConnectCommand.class, ChatCommand.class})
public final class Main implements Runnable {
  /** Lines: a longer usage would push what is wrong off the terminal. */
  private static final int SCREEN = 40;

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  /** The process. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The tool, for tests with writers of their own. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setParameterExceptionHandler(Main::wrongCall);
    commandLine.setExecutionExceptionHandler((e, command, result) -> failed(e, command));
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? bench, echo, connect or chat");
  }

  private static int wrongCall(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(name(command) + ": " + oneLine(e.getMessage()));
    String usage = command.getUsageMessage();
    if (usage.lines().count() <= SCREEN) {
      err.print(usage);
    } else {
      err.print("Usage: " + command.getHelp().synopsis(0));
      err.println("The options: " + name(command) + " --help");
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (!(e instanceof IOException) && !(e instanceof IllegalArgumentException)) {
      throw e; // a bug of ours: the stack trace is what it takes to find it
    }
    PrintWriter err = command.getErr();
    err.println(name(command) + ": " + oneLine(Failure.describe(e)));
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ");
  }
}
