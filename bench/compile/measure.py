#!/usr/bin/python3
"""User CPU of compiling the app beside this file, which a beginner does again and again.

    bench/compile/measure.py [--compiler g++] [--rounds 5]
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
APP = pathlib.Path(__file__).with_name("app.cpp")
FLAGS = ["-std=c++20", "-O0", f"-I{ROOT}", "-DBOOST_ASIO_NO_DEPRECATED", "-DBOOST_ASIO_SEPARATE_COMPILATION"]


def user_seconds(command, text):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, input=text, text=True, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()

    app = APP.read_text()
    includes = "".join(line + "\n" for line in app.splitlines() if line.startswith("#include"))
    for name, text in {"nothing": "", "its includes": includes, "the app": app}.items():
        command = [wanted.compiler, *FLAGS, "-xc++", "-", "-c", "-o", os.devnull]
        times = sorted(user_seconds(command, text) for _ in range(wanted.rounds))
        print(f"{name:14}{statistics.median(times):6.2f} s   ({times[0]:.2f} to {times[-1]:.2f})")


if __name__ == "__main__":
    main()
