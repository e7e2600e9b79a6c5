// Sends an event and prints where it is: `example ENDPOINT [MILLISECONDS]`.

#include <cstdlib>
#include <iostream>
#include <string>

#include "nemo_telemetry.hpp"

int main(int count, char** words) {
  if (count < 2) {
    std::cerr << "usage: example ENDPOINT [MILLISECONDS]\n";
    return 2;
  }
  try {
    nemo::Telemetry telemetry(
        R"({"product": "agent-toolkit", "clientVersion": "1.9.0", "enabled": true, "endpoint": ")" +
        std::string(words[1]) + "\"}");
    telemetry.enqueue("nat_cli_command",
                      R"({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"})");
    telemetry.flush(std::chrono::milliseconds(count > 2 ? std::atoi(words[2]) : 2000));
    std::cout << telemetry.close(std::chrono::milliseconds(300)) << '\n';
  } catch (const nemo::OptionsError& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
