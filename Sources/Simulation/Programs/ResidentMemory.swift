import Foundation

/// How much of this process stands in memory.
public enum ResidentMemory {
    /// Gives memory that was freed back to the system, as far as the system lets.
    ///
    /// Else a run would reuse what the run before it freed, and no growth would show.
    public static func giveBack() {
        #if os(Linux)
        // The C library of GNU has it, outside of every header that Swift sees; others give back by themselves.
        typealias Trim = @convention(c) (Int) -> CInt
        if let trim = dlsym(nil, "malloc_trim") { _ = unsafeBitCast(trim, to: Trim.self)(0) }
        #elseif canImport(Darwin)
        malloc_zone_pressure_relief(nil, 0)
        #endif
    }

    /// Bytes of memory that the process holds now; nil where the system does not say.
    public static func bytes() -> Int? {
        #if os(Linux)
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        // The second number is resident pages.
        var line = [UInt8](repeating: 0, count: 128)
        let count = fread(&line, 1, line.count, file)
        let numbers = line[..<count].split(separator: UInt8(ascii: " "))
        guard numbers.count > 1, let pages = Int(String(decoding: numbers[1], as: UTF8.self)) else { return nil }
        return pages * sysconf(Int32(_SC_PAGESIZE))
        #elseif canImport(Darwin)
        var information = mach_task_basic_info()
        var count = mach_msg_type_number_t(MemoryLayout.size(ofValue: information) / MemoryLayout<natural_t>.size)
        let result = withUnsafeMutablePointer(to: &information) { pointer in
            pointer.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
                task_info(mach_task_self_, task_flavor_t(MACH_TASK_BASIC_INFO), $0, &count)
            }
        }
        return result == KERN_SUCCESS ? Int(information.resident_size) : nil
        #else
        return nil
        #endif
    }
}
