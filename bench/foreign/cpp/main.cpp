// A client of C++ that is measured: answers the commands of PROTOCOL.md. Started with its name.

#include <boost/crc.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "beast.hpp"

namespace {

std::string pattern(std::size_t size, std::size_t seed) {
  std::string payload(size, '\0');
  for (std::size_t i = 0; i < size; i++) {
    payload[i] = static_cast<char>(i * 31 + seed);
  }
  return payload;
}

std::uint32_t crc(std::string const& payload) {
  boost::crc_32_type sum;
  sum.process_bytes(payload.data(), payload.size());
  return sum.checksum();
}

std::size_t number(std::string const& word) {
  if (word.empty() || word.find_first_not_of("0123456789") != std::string::npos) {
    throw std::runtime_error(word + " is no number");
  }
  return std::stoull(word);
}

Clock::duration millis(std::string const& word) { return std::chrono::milliseconds(number(word)); }

Url parsed(std::string const& text) {
  bool tls = text.rfind("wss://", 0) == 0;
  if (!tls && text.rfind("ws://", 0) != 0) {
    throw std::runtime_error(text + " is no URL of a WebSocket");
  }
  std::string rest = text.substr(tls ? 6 : 5);
  std::size_t slash = rest.find('/');
  std::string path = slash == std::string::npos ? "/" : rest.substr(slash);
  std::string authority = rest.substr(0, slash);
  std::size_t colon = authority.rfind(':');
  if (colon == std::string::npos) {
    throw std::runtime_error(text + " has no port");
  }
  return {tls, authority.substr(0, colon), authority.substr(colon + 1), path};
}

void save(std::string const& file, std::vector<std::uint64_t> const& times) {
  if (file == "-") {
    return;
  }
  std::ofstream out(file, std::ios::binary);
  for (std::uint64_t time : times) {
    char bytes[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = static_cast<char>(time >> (8 * i));
    }
    out.write(bytes, sizeof bytes);
  }
  out.close();
  if (!out) {
    throw std::runtime_error(file + " cannot be written");
  }
}

std::string words(Result const& result) {
  return " " + std::to_string(result.messages) + " " + std::to_string(result.nanos);
}

class Program {
 public:
  std::string answer(std::string const& line) {
    try {
      return "ok" + command(line);
    } catch (std::exception const& e) {
      connection.reset();
      std::string why = e.what();
      for (char& c : why) {
        c = c == '\n' || c == '\r' ? ' ' : c;
      }
      return "failed " + why;
    }
  }

  void close() {
    if (connection) {
      auto closing = std::move(connection);
      closing->close();
    }
  }

 private:
  std::string command(std::string const& line) {
    std::istringstream in(line);
    std::vector<std::string> w;
    for (std::string word; in >> word;) {
      w.push_back(word);
    }
    if (w[0] == "open" && w.size() == 3) {
      connection.reset();
      connection = client.open(parsed(w[1]), w[2]);
      return "";
    } else if (w[0] == "check" && w.size() == 3) {
      return " " + std::to_string(crc(connected().check(pattern(number(w[1]), number(w[2])))));
    } else if (w[0] == "rr" && w.size() == 4) {
      return batches(w[1], 1, w[2], w[3]);
    } else if (w[0] == "pipelined" && w.size() == 5) {
      return batches(w[1], number(w[2]), w[3], w[4]);
    } else if (w[0] == "stream" && w.size() == 5) {
      return words(connected().stream(pattern(number(w[1]), 0), number(w[2]), millis(w[3])));
    } else if (w[0] == "close" && w.size() == 1) {
      close();
      return "";
    }
    throw std::runtime_error("there is no command " + line);
  }

  std::string batches(std::string const& size, std::size_t count, std::string const& duration,
                      std::string const& file) {
    std::vector<std::uint64_t> times;
    Result result = connected().batches(pattern(number(size), 0), count, millis(duration), times);
    save(file, times);
    return words(result);
  }

  Connection& connected() {
    if (!connection) {
      throw std::runtime_error("no connection is open");
    }
    return *connection;
  }

  Client client;
  std::unique_ptr<Connection> connection;
};

}  // namespace

int main(int argc, char** argv) {
  std::string name = argc > 1 ? argv[1] : "";
  if (name != "beast") {
    std::cout << "failed there is no client " << name << std::endl;
    return 1;
  }
  std::cout << "ready " << version() << ", GCC " << __VERSION__ << std::endl;
  Program program;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) {
      std::cout << program.answer(line) << std::endl;
    }
  }
  return 0;
}
