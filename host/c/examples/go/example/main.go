// Sends an event and prints where it is: `example ENDPOINT [MILLISECONDS]`.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"strconv"
	"time"

	"nemo/telemetry"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("usage: example ENDPOINT [MILLISECONDS]")
	}
	client, err := telemetry.Open(telemetry.Options{
		Product:       "agent-toolkit",
		ClientVersion: "1.9.0",
		Enabled:       telemetry.Ptr(true),
		Endpoint:      os.Args[1],
	})
	if err != nil {
		log.Fatal(err)
	}
	milliseconds := 2000
	if len(os.Args) > 2 {
		if milliseconds, err = strconv.Atoi(os.Args[2]); err != nil {
			log.Fatal(err)
		}
	}
	if err := client.Enqueue(telemetry.NatCliCommand{
		Command:       "run",
		TaskStatus:    telemetry.NatCliCommandTaskStatusSuccess,
		PythonVersion: "3.12",
	}); err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(milliseconds)*time.Millisecond)
	defer cancel()
	if _, err := client.Flush(ctx); err != nil {
		log.Fatal(err)
	}
	end, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer stop()
	ledger, err := client.Close(end)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(ledger); err != nil {
		log.Fatal(err)
	}
}
