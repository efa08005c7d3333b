// A server of requests that come as lines: `ROOM NAME` lets a member in and out again.
while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 2 else { continue }
    let room = Registry.shared.room(words[0])
    let member = Member(name: words[1])
    member.enter(room)
    member.onLeave?()
    room.leave(member)
}
