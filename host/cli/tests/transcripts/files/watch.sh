# Sends events.jsonl to a collector with the given options, and shows what it printed.
rm -f printed said
touch said
nemo-telemetry collect --port 0 "$@" > printed 2>> said &
until grep -q listening said; do sleep 0.01; done
nemo-telemetry send events.jsonl --product agent-toolkit --patience-ms 300 --endpoint "$(sed 's/listening on //; s/;.*//' said)"
echo "send ended with $?"
# Ctrl-C.
kill -INT $!
wait $!
echo "collect ended with $?"
# How often a request is repeated is a matter of chance.
sed 's/after [0-9]* requests*/after [COUNT]/' said
sed 's/body [0-9a-f]*:/body HASH:/' printed | awk '!seen[$0]++'
