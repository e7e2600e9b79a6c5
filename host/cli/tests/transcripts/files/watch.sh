# Sends events.jsonl to a collector with the given options, and shows what it printed.
rm -f printed said
touch said
nemo-telemetry collect --port 0 "$@" > printed 2>> said &
until grep -q listening said; do sleep 0.01; done
nemo-telemetry send events.jsonl --product agent-toolkit --patience-ms 300 --endpoint "$(sed 's/listening on //; s/;.*//' said)"
echo "send ended with $?"
kill $!
wait $! 2> /dev/null
# How often a request is repeated is a matter of chance.
cat said
uniq printed
